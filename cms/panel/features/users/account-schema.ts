import { array, boolean, number, object, string, type InferType } from 'yup';

/** The validation of name and address in the forms about a person, with ids in the message files. */
export const personShape = {
  firstname: string().trim().required('panel.refused.required'),
  lastname: string().trim().defined(),
  email: string().trim().required('panel.refused.required').email('panel.refused.email'),
};

/** The validation of an account's form. */
export const accountSchema = object({
  ...personShape,
  roles: array(number().required()).required().min(1, 'panel.users.role-required'),
  isActive: boolean(),
});

/** The values of an account's form. */
export type AccountValues = InferType<typeof accountSchema>;
