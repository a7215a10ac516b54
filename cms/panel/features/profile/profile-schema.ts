import { object, string, type InferType } from 'yup';
import { personShape } from '../users/account-schema';

/** What the form of the own account accepts. The server judges the passwords; `password` is a new one, empty where the old one stays. */
export const profileSchema = object({ ...personShape, password: string().defined(), currentPassword: string().defined() });

/** What the form of the own account holds. */
export type ProfileValues = InferType<typeof profileSchema>;
