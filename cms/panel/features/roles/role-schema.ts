import { mixed, object, string, type InferType } from 'yup';

/** The validation of a role's form, with ids in the message files; `actions` is what the role grants. */
export const roleSchema = object({
  name: string().trim().required('panel.refused.required'),
  description: string().trim().defined(),
  actions: mixed<string[]>().required(),
});

/** The values of a role's form. */
export type RoleValues = InferType<typeof roleSchema>;
