import { array, boolean, number, object, string, type ObjectSchema } from 'yup';
import type { AccountInput } from './users';

/** What the form of an account accepts, with ids in the message files for what it does not. */
export const accountSchema: ObjectSchema<AccountInput> = object({
  firstname: string().trim().required('panel.refused.required'),
  lastname: string().trim().defined(),
  email: string().trim().required('panel.refused.required').email('panel.refused.email'),
  roles: array(number().required()).required().min(1, 'panel.users.role-required'),
  isActive: boolean(),
});
