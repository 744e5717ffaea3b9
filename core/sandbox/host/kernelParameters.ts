// The kernel parameters of /proc/sys on a virtual host: folders, keys, modes and values of a usual Linux 6 server.
// Source: proc_sys(5) and the kernel's documentation of its parameters.

export interface KernelParameter {
  /** Path below /proc/sys. */
  readonly path: string;
  readonly mode: number;
  readonly value: string;
}

/** Folders that hold no parameter listed here, but that a walk through /proc/sys meets. */
export const PARAMETER_FOLDERS: readonly string[] = [
  'fs/binfmt_misc',
  'fs/fanotify',
  'fs/fuse',
  'fs/quota',
  'fs/xfs',
  'kernel/firmware_config',
  'kernel/usermodehelper',
  'net/bridge',
  'net/ipv4/conf/default',
  'net/ipv4/conf/lo',
  'net/ipv4/neigh/lo',
  'net/ipv4/route',
  'net/ipv6/conf/default',
  'net/ipv6/conf/lo',
  'net/ipv6/icmp',
  'net/ipv6/neigh/lo',
  'net/ipv6/route',
  'net/mptcp',
  'net/netfilter/nf_log',
];

/** Anyone may read these, root may write them. */
const WRITABLE = `
abi/vsyscall32 1
debug/exception-trace 1
dev/tty/ldisc_autoload 1
fs/aio-max-nr 65536
fs/dir-notify-enable 1
fs/epoll/max_user_watches 904396
fs/file-max 402653
fs/inotify/max_queued_events 16384
fs/inotify/max_user_instances 128
fs/inotify/max_user_watches 31496
fs/lease-break-time 45
fs/leases-enable 1
fs/mount-max 100000
fs/mqueue/msg_max 10
fs/mqueue/queues_max 256
fs/nr_open 1048576
fs/overflowgid 65534
fs/overflowuid 65534
fs/pipe-max-size 1048576
fs/pipe-user-pages-hard 0
fs/pipe-user-pages-soft 16384
fs/protected_fifos 1
fs/protected_hardlinks 1
fs/protected_regular 2
fs/protected_symlinks 1
fs/suid_dumpable 0
kernel/acct 4\t2\t30
kernel/core_pattern core
kernel/core_uses_pid 0
kernel/ctrl-alt-del 0
kernel/dmesg_restrict 1
kernel/domainname (none)
kernel/hung_task_timeout_secs 120
kernel/io_uring_disabled 0
kernel/keys/maxkeys 200
kernel/kptr_restrict 0
kernel/msgmax 8192
kernel/msgmnb 16384
kernel/msgmni 32000
kernel/numa_balancing 0
kernel/overflowgid 65534
kernel/overflowuid 65534
kernel/panic 0
kernel/panic_on_oops 0
kernel/panic_on_warn 0
kernel/perf_event_paranoid 2
kernel/pid_max 32768
kernel/printk 4\t4\t1\t7
kernel/printk_ratelimit 5
kernel/pty/max 4096
kernel/randomize_va_space 2
kernel/sched_autogroup_enabled 1
kernel/sched_rt_period_us 1000000
kernel/sched_rt_runtime_us 950000
kernel/sem 32000\t1024000000\t500\t32000
kernel/shmall 18446744073692774399
kernel/shmmax 18446744073692774399
kernel/shmmni 4096
kernel/sysctl_writes_strict 1
kernel/tainted 0
kernel/threads-max 31332
kernel/unprivileged_bpf_disabled 2
kernel/watchdog 1
kernel/watchdog_thresh 10
net/core/default_qdisc pfifo_fast
net/core/netdev_max_backlog 1000
net/core/rmem_default 212992
net/core/rmem_max 212992
net/core/somaxconn 4096
net/core/wmem_default 212992
net/core/wmem_max 212992
net/ipv4/conf/all/accept_redirects 1
net/ipv4/conf/all/forwarding 0
net/ipv4/conf/all/rp_filter 0
net/ipv4/conf/all/send_redirects 1
net/ipv4/icmp_echo_ignore_all 0
net/ipv4/icmp_echo_ignore_broadcasts 1
net/ipv4/ip_default_ttl 64
net/ipv4/ip_forward 0
net/ipv4/ip_local_port_range 32768\t60999
net/ipv4/tcp_congestion_control cubic
net/ipv4/tcp_fin_timeout 60
net/ipv4/tcp_keepalive_intvl 75
net/ipv4/tcp_keepalive_probes 9
net/ipv4/tcp_keepalive_time 7200
net/ipv4/tcp_max_syn_backlog 256
net/ipv4/tcp_rmem 4096\t131072\t6291456
net/ipv4/tcp_sack 1
net/ipv4/tcp_syncookies 1
net/ipv4/tcp_timestamps 1
net/ipv4/tcp_tw_reuse 2
net/ipv4/tcp_window_scaling 1
net/ipv4/tcp_wmem 4096\t16384\t4194304
net/ipv6/conf/all/disable_ipv6 0
net/ipv6/conf/all/forwarding 0
net/unix/max_dgram_qlen 10
user/max_net_namespaces 15666
user/max_pid_namespaces 15666
user/max_user_namespaces 15666
vm/admin_reserve_kbytes 8192
vm/dirty_background_bytes 0
vm/dirty_background_ratio 10
vm/dirty_bytes 0
vm/dirty_expire_centisecs 3000
vm/dirty_ratio 20
vm/dirty_writeback_centisecs 500
vm/laptop_mode 0
vm/legacy_va_layout 0
vm/max_map_count 65530
vm/min_free_kbytes 67584
vm/mmap_min_addr 65536
vm/nr_hugepages 0
vm/nr_overcommit_hugepages 0
vm/oom_dump_tasks 1
vm/oom_kill_allocating_task 0
vm/overcommit_kbytes 0
vm/overcommit_memory 0
vm/overcommit_ratio 50
vm/page-cluster 3
vm/panic_on_oom 0
vm/stat_interval 1
vm/swappiness 60
vm/user_reserve_kbytes 100407
vm/vfs_cache_pressure 100
vm/watermark_scale_factor 10
vm/zone_reclaim_mode 0
`;

/** Nobody may write these. */
const READ_ONLY = `
fs/aio-nr 0
fs/dentry-state 24190\t9312\t45\t0\t1530\t0
fs/file-nr 1024\t0\t402653
fs/inode-nr 19210\t312
kernel/cap_last_cap 40
kernel/ngroups_max 65536
kernel/nmi_watchdog 0
kernel/pty/nr 0
kernel/random/entropy_avail 256
kernel/random/poolsize 256
kernel/seccomp/actions_avail kill_process kill_thread trap errno user_notif trace log allow
net/ipv4/tcp_available_congestion_control reno cubic
`;

/** Only root may read these. */
const ROOTS_OWN = `
kernel/cad_pid 1
vm/mmap_rnd_bits 28
vm/stat_refresh
`;

/** Nobody may read these: writing to one does something. */
const WRITE_ONLY = `
vm/compact_memory
vm/drop_caches
`;

/** Every parameter with its default. */
export const KERNEL_PARAMETERS: readonly KernelParameter[] = [
  ...parametersOf(WRITABLE, 0o644),
  ...parametersOf(READ_ONLY, 0o444),
  ...parametersOf(ROOTS_OWN, 0o600),
  ...parametersOf(WRITE_ONLY, 0o200),
];

function parametersOf(table: string, mode: number): readonly KernelParameter[] {
  return table
    .trim()
    .split('\n')
    .map((line) => {
      const [path = '', ...words] = line.split(' ');
      return { path, mode, value: words.join(' ') };
    });
}
