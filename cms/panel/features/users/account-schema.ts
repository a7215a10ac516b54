import { array, boolean, number, object, string, type InferType } from 'yup';

/** What the forms about a person accept of name and address, with ids in the message files for what they do not. */
export const personShape = {
  firstname: string().trim().required('panel.refused.required'),
  lastname: string().trim().defined(),
  email: string().trim().required('panel.refused.required').email('panel.refused.email'),
};

/** What the form of an account accepts. */
export const accountSchema = object({
  ...personShape,
  roles: array(number().required()).required().min(1, 'panel.users.role-required'),
  isActive: boolean(),
});

/** What the form of an account holds. */
export type AccountValues = InferType<typeof accountSchema>;
