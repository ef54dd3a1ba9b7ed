-- What decides which law governs and which authority is competent.
--   * seat_region is the part of the country in which the controller has its seat, an
--     ISO 3166-2 code ("DE-BY"); establishments and representatives (GDPR and UK GDPR
--     Art. 27) are lists of places, sector is a kind of controller of package law.
--   * law_basis is what the choice of a request's law rested on when it was filed: the
--     facts then known and the laws proposed from them; '' for a request filed before.

-- +goose Up
ALTER TABLE controllers ADD COLUMN seat_region text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE controllers ADD COLUMN establishments text COLLATE "C" NOT NULL DEFAULT '[]';
ALTER TABLE controllers ADD COLUMN representatives text COLLATE "C" NOT NULL DEFAULT '[]';
ALTER TABLE controllers ADD COLUMN sector text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE requests ADD COLUMN law_basis text COLLATE "C" NOT NULL DEFAULT '';
