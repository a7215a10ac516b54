import { mixed, object, string, type ObjectSchema } from 'yup';

/** What the form of a role holds. */
export interface RoleValues {
  name: string;
  description: string;
  /** What it grants, in the order of the names. */
  actions: string[];
}

/** What the form of a role accepts, with ids in the message files for what it does not. */
export const roleSchema: ObjectSchema<RoleValues> = object({
  name: string().trim().required('panel.refused.required'),
  description: string().trim().defined(),
  actions: mixed<string[]>().required(),
});
