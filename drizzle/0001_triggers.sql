-- When a row was last changed. An update that changes nothing does not count.
CREATE FUNCTION set_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.updated_at := now();
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER users_updated_at BEFORE UPDATE ON users
  FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION set_updated_at();
--> statement-breakpoint
CREATE TRIGGER rooms_updated_at BEFORE UPDATE ON rooms
  FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION set_updated_at();
--> statement-breakpoint

-- How many messages and members a room has: once a statement, however many rows it has added or taken away.
-- Rooms are locked in the order of their ids, so that two statements over the same rooms cannot wait for each other.
CREATE FUNCTION rooms_count() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  counter constant text := TG_ARGV[0];
  step constant integer := CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END;
BEGIN
  PERFORM 1 FROM rooms WHERE id IN (SELECT room_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
  EXECUTE format(
    'UPDATE rooms SET %1$I = rooms.%1$I + $1 * per_room.rows
     FROM (SELECT room_id, count(*) AS rows FROM changed GROUP BY room_id) AS per_room
     WHERE rooms.id = per_room.room_id',
    counter
  ) USING step;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER messages_added AFTER INSERT ON messages
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION rooms_count('message_count');
--> statement-breakpoint
CREATE TRIGGER messages_removed AFTER DELETE ON messages
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION rooms_count('message_count');
--> statement-breakpoint
CREATE TRIGGER members_added AFTER INSERT ON members
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION rooms_count('member_count');
--> statement-breakpoint
CREATE TRIGGER members_removed AFTER DELETE ON members
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION rooms_count('member_count');
--> statement-breakpoint

-- The two ways past the counters above: emptying a table whole, and moving a row to another room.
CREATE FUNCTION rooms_count_none() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('UPDATE rooms SET %1$I = 0 WHERE %1$I <> 0', TG_ARGV[0]);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER messages_emptied AFTER TRUNCATE ON messages
  FOR EACH STATEMENT EXECUTE FUNCTION rooms_count_none('message_count');
--> statement-breakpoint
CREATE TRIGGER members_emptied AFTER TRUNCATE ON members
  FOR EACH STATEMENT EXECUTE FUNCTION rooms_count_none('member_count');
--> statement-breakpoint
CREATE FUNCTION refuse_other_room() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a row of % stays in its room', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER messages_stay BEFORE UPDATE OF room_id ON messages
  FOR EACH ROW WHEN (OLD.room_id <> NEW.room_id) EXECUTE FUNCTION refuse_other_room();
--> statement-breakpoint
CREATE TRIGGER members_stay BEFORE UPDATE OF room_id ON members
  FOR EACH ROW WHEN (OLD.room_id <> NEW.room_id) EXECUTE FUNCTION refuse_other_room();
--> statement-breakpoint

-- The host's role in `members` follows the room: who takes over is host, who hands over is a viewer.
CREATE FUNCTION members_follow_host() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO members (room_id, user_id, role, joined_at, seen_at)
  VALUES (NEW.id, NEW.host_id, 'host', NEW.alive_at, NEW.alive_at)
  ON CONFLICT (room_id, user_id) DO UPDATE SET role = excluded.role;
  UPDATE members SET role = 'viewer' WHERE room_id = NEW.id AND user_id = OLD.host_id;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER rooms_host_changed AFTER UPDATE OF host_id ON rooms
  FOR EACH ROW WHEN (OLD.host_id <> NEW.host_id) EXECUTE FUNCTION members_follow_host();
