/** A permission in the admin API: an action, on a subject or on none, within some fields and under some conditions. */
export interface AdminPermission {
  id?: number | string;
  action: string;
  actionParameters?: Record<string, unknown>;
  subject?: string | null;
  properties?: { fields?: string[] | null; [property: string]: unknown } | null;
  conditions?: string[] | null;
}
