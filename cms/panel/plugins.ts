import apiTokens from '../../admin/src';
import type { PanelPlugin } from './app/strapi-app';

/** The plugins whose pages the panel shows. */
export const plugins: PanelPlugin[] = [apiTokens];
