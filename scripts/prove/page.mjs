/** A page of what is shown: each line printed at once, and all of them together at the end. */
export function createPage() {
  const lines = [];
  const begun = Date.now();
  let [passed, failed] = [0, 0];
  const add = (line) => {
    lines.push(line);
    console.log(line);
  };

  return {
    get failed() {
      return failed;
    },
    section(title) {
      add(`\n## ${title}\n`);
    },
    /** A command, what came of it, and whether that is right; where it is not, `output` says more. */
    shown(command, outcome, isRight, output = '') {
      if (isRight) passed += 1;
      else failed += 1;
      add(`${isRight ? '✓' : '✗'} ${command} → ${outcome}`);
      if (!isRight && output !== '') console.log(output.split('\n').slice(-60).join('\n'));
    },
    note(text) {
      add(`  ${text}`);
    },
    print() {
      console.log(`\n${'='.repeat(80)}\n# What was shown\n${lines.join('\n')}\n`);
      console.log(`${passed} shown, ${failed} failed, in ${Math.round((Date.now() - begun) / 60_000)} minutes, with Node ${process.versions.node}.`);
    },
  };
}
