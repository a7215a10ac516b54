declare module 'lodash/assignWith';
declare module 'lodash/cloneDeep';
declare module 'lodash/merge';
