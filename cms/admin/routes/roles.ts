import * as yup from 'yup';
import type { ContentType } from '../../content-type';
import { NotFoundError } from '../../errors';
import type { Route } from '../../route';
import { type AdminContext, guardedRoute } from '../admin-route';
import type { Callers } from '../callers';
import { parsePermissions } from '../permission-input';
import type { PermissionService } from '../permission-service';
import { parseId } from '../record-id';
import type { Roles } from '../services/roles';
import { filledText, idList, longText, requireChange, validate } from '../validate';

const creationSchema = yup.object({ name: filledText().required(), description: longText().nullable() }).noUnknown();
const updateSchema = requireChange(yup.object({ name: filledText(), description: longText().nullable() }).noUnknown());
const deletionSchema = yup.object({ ids: idList().min(1).required() }).noUnknown();

function idOf(ctx: AdminContext): number {
  const id = parseId(ctx.params['id']);
  if (id === undefined) throw new NotFoundError('Role not found');
  return id;
}

/** The routes of roles and their permissions. */
export function roleRoutes(
  roles: Roles, callers: Callers, permissions: PermissionService, contentTypes: Record<string, ContentType>,
): Route[] {
  async function create(ctx: AdminContext): Promise<void> {
    const role = await roles.create(callers.of(ctx), await validate(creationSchema, ctx.request.body));
    ctx.status = 201;
    ctx.body = { data: role };
  }

  async function findMany(ctx: AdminContext): Promise<void> {
    ctx.body = { data: await roles.findMany() };
  }

  async function findOne(ctx: AdminContext): Promise<void> {
    ctx.body = { data: await roles.findOne(idOf(ctx)) };
  }

  async function update(ctx: AdminContext): Promise<void> {
    const id = idOf(ctx);
    ctx.body = { data: await roles.update(callers.of(ctx), id, await validate(updateSchema, ctx.request.body)) };
  }

  async function removeOne(ctx: AdminContext): Promise<void> {
    const [role] = await roles.remove(callers.of(ctx), [idOf(ctx)]);
    ctx.body = { data: role };
  }

  async function removeMany(ctx: AdminContext): Promise<void> {
    const { ids } = await validate(deletionSchema, ctx.request.body);
    ctx.body = { data: await roles.remove(callers.of(ctx), [...new Set(ids.map((id) => parseId(id)!))]) };
  }

  async function findPermissions(ctx: AdminContext): Promise<void> {
    ctx.body = { data: await roles.findPermissions(idOf(ctx)) };
  }

  async function setPermissions(ctx: AdminContext): Promise<void> {
    const id = idOf(ctx);
    const wanted = await parsePermissions(ctx.request.body, permissions, contentTypes);
    ctx.body = { data: await roles.setPermissions(callers.of(ctx), id, wanted) };
  }

  return [
    guardedRoute('POST', '/roles', ['admin::roles.create'], create),
    guardedRoute('GET', '/roles', ['admin::roles.read'], findMany),
    guardedRoute('GET', '/roles/:id', ['admin::roles.read'], findOne),
    guardedRoute('PUT', '/roles/:id', ['admin::roles.update'], update),
    guardedRoute('DELETE', '/roles/:id', ['admin::roles.delete'], removeOne),
    guardedRoute('POST', '/roles/batch-delete', ['admin::roles.delete'], removeMany),
    guardedRoute('GET', '/roles/:id/permissions', ['admin::roles.read'], findPermissions),
    guardedRoute('PUT', '/roles/:id/permissions', ['admin::roles.update'], setPermissions),
  ];
}
