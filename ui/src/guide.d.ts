/** The user guide, made into pages when the screens are built. */
declare module '*.md' {
  const pages: readonly import('../guide/parse').Page[];
  export default pages;
}
