-- Accounts are kept on a page: a password that another made is changed by whoever gets it before anything else.

ALTER TABLE staff ADD COLUMN must_change boolean NOT NULL DEFAULT false;
-- When somebody signed in last.
CREATE INDEX staff_act_staff ON staff_act (staff, act, made_at);
