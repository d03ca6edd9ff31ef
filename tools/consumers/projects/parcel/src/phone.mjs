// A second file, so that there is something to bundle.
export const phone = '+4366412345678';
