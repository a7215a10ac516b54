import { object, string, type InferType } from 'yup';
import { personShape } from '../users/account-schema';

/** The validation of a new person's form. The server validates the password. */
export const registrationSchema = object({ ...personShape, password: string().required('panel.refused.required') });

/** The values of a new person's form. */
export type Registration = InferType<typeof registrationSchema>;
