import tagora from './index.cjs';

export const { Engine, Opening, TagoraError } = tagora;
