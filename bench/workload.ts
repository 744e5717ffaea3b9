// What is measured on: scripts of realistic functions with SDK calls, and policies of any size that govern them.

const FUNCTION = (index: number): string => `fn check_${index}(folder, level) {
    let report = \`\${folder}/report-${index}.txt\`;
    let total = 0;
    for name in ["checkout.log", "worker.log"] {
        let hits = grep(level, "/var/log/shop/" + name);
        total += hits.len();
    }
    if total > 0 {
        write([write::replace], report, \`\${level}: \${total}\`);
    }
    // Keeps the newest lines beside the report.
    let text = cat("/var/log/shop/checkout.log");
    total + text.len()
}
check_${index}("/srv/reports", "ERROR");

`;

/** A script of at least this many lines. */
export function scriptOf(lines: number): string {
  const each = FUNCTION(0).split('\n').length - 1;
  return Array.from({ length: Math.ceil(lines / each) }, (_, index) => FUNCTION(index)).join('');
}

/** A policy set of this many policies; the first two are those that the scripts need. */
export function policyOf(count: number): string {
  const others = Array.from({ length: Math.max(0, count - 2) }, (_, index) => other(index));
  return `${[READ, KEEP, ...others].slice(0, Math.max(count, 2)).join('\n\n')}\n`;
}

const READ = `permit (
  principal == User::"agent",
  action in [file_system::Action::"open", file_system::Action::"read"],
  resource in file_system::Dir::"/var/log/shop"
);`;

const KEEP = `permit (
  principal == User::"agent",
  action in
    [file_system::Action::"open",
     file_system::Action::"create",
     file_system::Action::"read",
     file_system::Action::"write"],
  resource in file_system::Dir::"/srv/reports"
);`;

/** Policies of other services: some name a folder, some a file, and each tenth looks at the path. */
function other(index: number): string {
  const effect = index % 7 === 3 ? 'forbid' : 'permit';
  const resource =
    index % 3 === 0
      ? `resource == file_system::File::"/srv/service-${index}/state.json"`
      : `resource in file_system::Dir::"/srv/service-${index}"`;
  const condition = index % 10 === 0 ? `\nwhen { resource.path like "/srv/service-${index}/*" }` : '';
  return `${effect} (
  principal == User::"agent",
  action in [file_system::Action::"open", file_system::Action::"read", file_system::Action::"stat"],
  ${resource}
)${condition};`;
}
