import type { Database, Row } from '../../../server/host';
import { ValidationError } from '../../errors';
import { parseId } from '../record-id';

/** The roles with these ids. @throws {ValidationError} if one does not exist */
export async function findRoles(db: Database, roleIds: Array<number | string>): Promise<Row[]> {
  const ids = [...new Set(roleIds.map(parseId))];
  const roles = ids.length === 0 ? [] : await db.query('admin::role').findMany({ where: { id: { $in: ids } } });
  if (roles.length < ids.length) {
    throw ValidationError.of([{ path: ['roles'], message: 'Some of the roles do not exist', name: 'ValidationError' }]);
  }
  return roles;
}
