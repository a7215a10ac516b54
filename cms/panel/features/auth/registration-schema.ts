import { object, string, type ObjectSchema } from 'yup';

/** What a new person tells about themselves. */
export interface Registration {
  firstname: string;
  lastname: string;
  email: string;
  password: string;
}

/** What the form of a new person accepts, with ids in the message files for what it does not. The server judges the password. */
export const registrationSchema: ObjectSchema<Registration> = object({
  firstname: string().trim().required('panel.refused.required'),
  lastname: string().trim().defined(),
  email: string().trim().required('panel.refused.required').email('panel.refused.email'),
  password: string().required('panel.refused.required'),
});
