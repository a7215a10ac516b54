import type { ContentType } from '../../content-type';
import type { Route } from '../../route';
import { type AdminContext, guardedRoute } from '../admin-route';
import { toSections } from '../permission-sections';
import type { PermissionService } from '../permission-service';

/** The route that lists what can be granted. */
export function permissionRoutes({ actionProvider, conditionProvider }: PermissionService, contentTypes: Record<string, ContentType>): Route[] {
  async function findAll(ctx: AdminContext): Promise<void> {
    const conditions = conditionProvider.values().map(({ id, displayName, category }) => ({ id, displayName, category }));
    ctx.body = { data: { conditions, sections: toSections(actionProvider.values(), contentTypes) } };
  }

  return [guardedRoute('GET', '/permissions', [], findAll)];
}
