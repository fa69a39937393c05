CREATE TABLE "jobs" (
	"name" text PRIMARY KEY NOT NULL,
	"held_by" text,
	"locked_until" timestamp(3) with time zone NOT NULL,
	"ran_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "jobs_name_length" CHECK (char_length("jobs"."name") between 1 and 64),
	CONSTRAINT "jobs_held_by_length" CHECK (char_length("jobs"."held_by") between 1 and 64)
);
--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "seen_at" timestamp(3) with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
CREATE INDEX "media_items_added_by_idx" ON "media_items" USING btree ("added_by");--> statement-breakpoint
CREATE INDEX "messages_author_id_idx" ON "messages" USING btree ("author_id");--> statement-breakpoint
CREATE INDEX "messages_said_at_utc_idx" ON "messages" USING btree (timezone('UTC', "said_at"));--> statement-breakpoint
CREATE INDEX "rooms_created_at_idx" ON "rooms" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "rooms_closed_at_idx" ON "rooms" USING btree ("closed_at") WHERE "rooms"."closed_at" is not null;--> statement-breakpoint
CREATE INDEX "rooms_host_id_idx" ON "rooms" USING btree ("host_id");--> statement-breakpoint
CREATE INDEX "users_guests_seen_at_idx" ON "users" USING btree ("seen_at") WHERE "users"."telegram_id" is null;