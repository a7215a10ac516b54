import { pluginServices } from '../../server/services';
import type { TestCms } from './cms';

/** Lets all instances read tokens again, as after a change that they were told of. For tests that write to tables themselves. */
export async function forgetTokens(cms: TestCms): Promise<void> {
  await pluginServices(cms.running.cms).store.write(async ({ changed }) => changed('all'));
}
