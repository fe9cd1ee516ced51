/** The suffix of what we add beside a dependency. */
export const SUFFIX = '_or_service';
