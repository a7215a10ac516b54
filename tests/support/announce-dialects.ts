/** Says once per run which databases are tested (`DIALECTS`). */
export default function announceDialects(): void {
  process.stderr.write(`Databases under test: ${process.env['DIALECTS'] ?? 'sqlite'}\n`);
}
