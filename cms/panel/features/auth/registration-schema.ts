import { object, string, type InferType } from 'yup';
import { personShape } from '../users/account-schema';

/** What the form of a new person accepts. The server judges the password. */
export const registrationSchema = object({ ...personShape, password: string().required('panel.refused.required') });

/** What a new person tells about themselves. */
export type Registration = InferType<typeof registrationSchema>;
