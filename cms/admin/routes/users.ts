import * as yup from 'yup';
import { NotFoundError } from '../../errors';
import type { Route } from '../../route';
import { type AdminContext, guardedRoute } from '../admin-route';
import type { Callers } from '../callers';
import { parseId } from '../record-id';
import type { Invitations } from '../services/invitations';
import { toPublicUser } from '../services/to-public-user';
import type { Users } from '../services/users';
import { email, filledText, idList, newPassword, requireChange, text, validate } from '../validate';

const invitationSchema = yup.object({
  email: email().required(),
  firstname: filledText().required(),
  lastname: text().nullable(),
  roles: idList().min(1),
  preferedLanguage: text().nullable(),
}).noUnknown();

const updateSchema = requireChange(yup.object({
  email: email(),
  firstname: filledText(),
  lastname: text().nullable(),
  username: filledText().nullable(),
  password: newPassword(),
  isActive: yup.boolean(),
  roles: idList().min(1),
}).noUnknown());

const deletionSchema = yup.object({ ids: idList().min(1).required() }).noUnknown();

const sortable = ['id', 'firstname', 'lastname', 'username', 'email', 'isActive', 'createdAt', 'updatedAt'];
const listSchema = yup.object({
  page: text().matches(/^[1-9]\d{0,5}$/, '${path} must be a positive number'),
  pageSize: text().matches(/^([1-9]\d?|100)$/, '${path} must be from 1 to 100'),
  sort: text().matches(new RegExp(`^(${sortable.join('|')})(:(asc|desc))?$`, 'i'), '${path} must be a field, with :asc or :desc'),
  _q: text().min(1),
}).noUnknown();

function idOf(ctx: AdminContext, message: string): number {
  const id = parseId(ctx.params['id']);
  if (id === undefined) throw new NotFoundError(message);
  return id;
}

/** The routes of other people's accounts. */
export function userRoutes(users: Users, invitations: Invitations, callers: Callers): Route[] {
  async function invite(ctx: AdminContext): Promise<void> {
    const { roles = [], ...profile } = await validate(invitationSchema, ctx.request.body);
    const { user, registrationToken } = await invitations.invite(callers.of(ctx), profile, roles as number[]);
    ctx.status = 201;
    // The only time that it is shown: only its hash is stored.
    ctx.body = { data: { ...toPublicUser(user), registrationToken } };
  }

  async function inviteAgain(ctx: AdminContext): Promise<void> {
    const { user, registrationToken } = await invitations.inviteAgain(callers.of(ctx), idOf(ctx, 'User does not exist'));
    ctx.status = 201;
    ctx.body = { data: { ...toPublicUser(user), registrationToken } };
  }

  async function findPage(ctx: AdminContext): Promise<void> {
    const query = await validate(listSchema, { ...ctx.query });
    const page = Number(query.page ?? 1);
    const pageSize = Number(query.pageSize ?? 10);
    const [name, direction] = (query.sort ?? 'id').split(':');
    const { results, total } = await users.findPage({
      page, pageSize, search: query._q || undefined,
      orderBy: { [sortable.find((field) => field.toLowerCase() === name!.toLowerCase())!]: direction?.toLowerCase() === 'desc' ? 'desc' : 'asc' },
    });
    const pagination = { page, pageSize, pageCount: Math.ceil(total / pageSize), total };
    ctx.body = { data: { results: results.map(toPublicUser), pagination } };
  }

  async function findOne(ctx: AdminContext): Promise<void> {
    const user = await users.findOne(idOf(ctx, 'User does not exist'));
    if (user === null) throw new NotFoundError('User does not exist');
    ctx.body = { data: toPublicUser(user) };
  }

  async function update(ctx: AdminContext): Promise<void> {
    const id = idOf(ctx, 'User does not exist');
    const { roles, ...changes } = await validate(updateSchema, ctx.request.body);
    const user = await users.update(callers.of(ctx), id, { ...changes, roles: roles as number[] | undefined });
    ctx.body = { data: toPublicUser(user) };
  }

  async function removeOne(ctx: AdminContext): Promise<void> {
    const [user] = await users.remove(callers.of(ctx), [idOf(ctx, 'User not found')]);
    ctx.body = { data: toPublicUser(user!) };
  }

  async function removeMany(ctx: AdminContext): Promise<void> {
    const { ids } = await validate(deletionSchema, ctx.request.body);
    const removed = await users.remove(callers.of(ctx), [...new Set(ids.map((id) => parseId(id)!))]);
    ctx.body = { data: removed.map(toPublicUser) };
  }

  return [
    guardedRoute('POST', '/users', ['admin::users.create'], invite),
    guardedRoute('POST', '/users/:id/invitation', ['admin::users.create'], inviteAgain),
    guardedRoute('GET', '/users', ['admin::users.read'], findPage),
    guardedRoute('GET', '/users/:id', ['admin::users.read'], findOne),
    guardedRoute('PUT', '/users/:id', ['admin::users.update'], update),
    guardedRoute('DELETE', '/users/:id', ['admin::users.delete'], removeOne),
    guardedRoute('POST', '/users/batch-delete', ['admin::users.delete'], removeMany),
  ];
}
