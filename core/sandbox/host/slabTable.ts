// /proc/slabinfo of a virtual host: a few caches of a usual kernel. Source: slabinfo(5).

/** Name, objects in use, all objects, bytes of an object, objects of a slab, pages of a slab, slabs. */
const CACHES: readonly (readonly [string, number, number, number, number, number, number])[] = [
  ['ext4_inode_cache', 6210, 6480, 1176, 27, 8, 240],
  ['dentry', 24_190, 24_570, 192, 21, 1, 1170],
  ['inode_cache', 9870, 10_010, 632, 25, 4, 401],
  ['buffer_head', 15_210, 15_600, 104, 39, 1, 400],
  ['vm_area_struct', 5120, 5376, 176, 23, 1, 234],
  ['task_struct', 188, 208, 9792, 3, 8, 70],
  ['kmalloc-4k', 512, 520, 4096, 8, 8, 65],
  ['kmalloc-1k', 1344, 1376, 1024, 16, 4, 86],
  ['kmalloc-64', 10_880, 11_264, 64, 64, 1, 176],
];

const HEADER =
  '# name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab> : tunables <limit> <batchcount> <sharedfactor> : slabdata <active_slabs> <num_slabs> <sharedavail>';

export const SLAB_TABLE: string = ['slabinfo - version: 2.1', HEADER, ...CACHES.map(cacheLine)]
  .map((line) => `${line}\n`)
  .join('');

function cacheLine([name, active, all, size, perSlab, pages, slabs]: (typeof CACHES)[number]): string {
  const counts = [active, all, size].map((count) => String(count).padStart(6)).join(' ');
  return `${name.padEnd(17)} ${counts} ${String(perSlab).padStart(4)} ${String(pages).padStart(4)} : tunables    0    0    0 : slabdata ${String(slabs).padStart(6)} ${String(slabs).padStart(6)}      0`;
}
