const { default: Sequencer } = require('@jest/test-sequencer');

/** Files that take longest, longest first. The others follow as Jest orders them on a fresh clone: by their size, which says nothing of these. */
const LONGEST = [/\/api\/bundled\./, /\/strapi\/api\./, /\/panel\//, /\/processes\//, /\/attacks\//];

/** Begins with the tests that take longest: at the end, each worker would be left with one of them while the others have nothing to do. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const place = ({ path }) => {
      const found = LONGEST.findIndex((pattern) => pattern.test(path));
      return found === -1 ? LONGEST.length : found;
    };
    return super.sort(tests).sort((a, b) => place(a) - place(b));
  }
};
