import type { Command } from '../command';
import { create } from './create';
import { events } from './events';
import { explain } from './explain';
import { identify } from './identify';
import { importStrapi } from './import-strapi';
import { key } from './key';
import { leaked } from './leaked';
import { list } from './list';
import { pause, resume } from './pause-and-resume';
import { regenerate } from './regenerate';
import { revoke } from './revoke';
import { rotateSecrets } from './rotate-secrets';
import { show } from './show';
import { update } from './update';
import { usage } from './usage';

/** All commands by name, in the order in which help lists them. */
export const commands: Record<string, Command> = {
  list, show, create, update, regenerate, pause, resume, revoke, identify, leaked, usage, events, explain, key, 'import-strapi': importStrapi, 'rotate-secrets': rotateSecrets,
};
