import { object, string, type ObjectSchema } from 'yup';

/** What the form of the own account holds. */
export interface ProfileValues {
  firstname: string;
  lastname: string;
  email: string;
  /** A new one; empty where it is to stay. */
  password: string;
  currentPassword: string;
}

/** What that form accepts, with ids in the message files for what it does not. The server judges the passwords. */
export const profileSchema: ObjectSchema<ProfileValues> = object({
  firstname: string().trim().required('panel.refused.required'),
  lastname: string().trim().defined(),
  email: string().trim().required('panel.refused.required').email('panel.refused.email'),
  password: string().defined(),
  currentPassword: string().defined(),
});
