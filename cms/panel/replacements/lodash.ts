/** The three lodash functions that the design system uses, without the rest. */
export { default as assignWith } from 'lodash/assignWith';
export { default as cloneDeep } from 'lodash/cloneDeep';
export { default as merge } from 'lodash/merge';
