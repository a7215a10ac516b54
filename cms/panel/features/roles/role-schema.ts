import { mixed, object, string, type InferType } from 'yup';

/** What the form of a role accepts, with ids in the message files for what it does not; `actions` is what the role grants. */
export const roleSchema = object({
  name: string().trim().required('panel.refused.required'),
  description: string().trim().defined(),
  actions: mixed<string[]>().required(),
});

/** What the form of a role holds. */
export type RoleValues = InferType<typeof roleSchema>;
