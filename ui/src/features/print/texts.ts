/** What the screens of this area say, in both languages. */
export const printId = {};

export const printEn: typeof printId = {};
