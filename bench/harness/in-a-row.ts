/**
 * How many requests of a sort follow each other on a connection where two sorts are compared by turns: few, so that both meet the same
 * moments of a noisy machine, but not one by one, since then each would find the processor's caches full of the other's code, as it
 * would on no server that answers mostly the one.
 */
export const IN_A_ROW = 25;

/** The same where each sort is to find its code and data in the processor's caches, as on a server that answers mostly this sort. */
export const MANY_IN_A_ROW = 400;
