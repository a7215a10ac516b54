import { object, string, type InferType } from 'yup';
import { personShape } from '../users/account-schema';

/** The validation of the profile form. The server validates the passwords; `password` is a new one, empty to keep the old one. */
export const profileSchema = object({ ...personShape, password: string().defined(), currentPassword: string().defined() });

/** The values of the profile form. */
export type ProfileValues = InferType<typeof profileSchema>;
