// Property tests start from one seed, so that a change is judged by what it does and not by chance. `REHEARSAL_FUZZ_SEED` picks
// another, `random` a new one at each run; a counterexample found that way becomes a fixed case.
import fc from 'fast-check';

const FIXED_SEED = 20_261_124;
const asked = process.env['REHEARSAL_FUZZ_SEED'];

fc.configureGlobal(asked === 'random' ? {} : { seed: asked === undefined ? FIXED_SEED : Number(asked) });
