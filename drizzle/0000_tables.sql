CREATE TABLE "media_items" (
	"room_id" text NOT NULL,
	"id" text NOT NULL,
	"kind" text NOT NULL,
	"url" text NOT NULL,
	"title" text NOT NULL,
	"duration_ms" integer,
	"added_by" text NOT NULL,
	"added_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "media_items_pkey" PRIMARY KEY("room_id","id"),
	CONSTRAINT "media_items_id_form" CHECK ("media_items"."id" ~ '^[0-9a-hjkmnp-tv-z]{13}$'),
	CONSTRAINT "media_items_kind_known" CHECK ("media_items"."kind" in ('file')),
	CONSTRAINT "media_items_url_length" CHECK (char_length("media_items"."url") between 1 and 2048),
	CONSTRAINT "media_items_title_length" CHECK (char_length("media_items"."title") between 1 and 1440),
	CONSTRAINT "media_items_duration_range" CHECK ("media_items"."duration_ms" between 1 and 604800000)
);
--> statement-breakpoint
CREATE TABLE "members" (
	"room_id" text NOT NULL,
	"user_id" text NOT NULL,
	"role" text NOT NULL,
	"joined_at" timestamp(3) with time zone NOT NULL,
	"seen_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "members_pkey" PRIMARY KEY("room_id","user_id"),
	CONSTRAINT "members_role_known" CHECK ("members"."role" in ('viewer', 'host')),
	CONSTRAINT "members_seen_after_joined" CHECK ("members"."seen_at" >= "members"."joined_at")
);
--> statement-breakpoint
CREATE TABLE "messages" (
	"room_id" text NOT NULL,
	"id" uuid NOT NULL,
	"author_id" text NOT NULL,
	"text" text NOT NULL,
	"position_ms" integer,
	"said_at" timestamp(3) with time zone NOT NULL,
	"ordinal" bigint GENERATED ALWAYS AS IDENTITY (sequence name "messages_ordinal_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"search" "tsvector" GENERATED ALWAYS AS (to_tsvector('simple', "messages"."text")) STORED,
	CONSTRAINT "messages_pkey" PRIMARY KEY("room_id","id"),
	CONSTRAINT "messages_text_length" CHECK (char_length("messages"."text") between 1 and 24000),
	CONSTRAINT "messages_position_range" CHECK ("messages"."position_ms" between 0 and 604800000)
);
--> statement-breakpoint
CREATE TABLE "rooms" (
	"id" text PRIMARY KEY NOT NULL,
	"title" text NOT NULL,
	"host_id" text NOT NULL,
	"control" text NOT NULL,
	"playback_status" text NOT NULL,
	"media_id" text,
	"position_ms" integer,
	"anchored_at" timestamp(3) with time zone,
	"rate" double precision,
	"epoch" bigint NOT NULL,
	"playback_version" bigint NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"alive_at" timestamp(3) with time zone NOT NULL,
	"closed_at" timestamp(3) with time zone,
	"message_count" bigint DEFAULT 0 NOT NULL,
	"member_count" bigint DEFAULT 0 NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "rooms_id_form" CHECK ("rooms"."id" ~ '^[0-9a-hjkmnp-tv-z]{13}$'),
	CONSTRAINT "rooms_title_length" CHECK (char_length("rooms"."title") between 1 and 1440),
	CONSTRAINT "rooms_control_known" CHECK ("rooms"."control" in ('everyone', 'host')),
	CONSTRAINT "rooms_playback_status_known" CHECK ("rooms"."playback_status" in ('idle', 'paused', 'playing')),
	CONSTRAINT "rooms_position_range" CHECK ("rooms"."position_ms" between 0 and 604800000),
	CONSTRAINT "rooms_rate_range" CHECK ("rooms"."rate" between 0.25 and 4),
	CONSTRAINT "rooms_epoch_range" CHECK ("rooms"."epoch" >= 0),
	CONSTRAINT "rooms_playback_version_range" CHECK ("rooms"."playback_version" >= 0),
	CONSTRAINT "rooms_message_count_range" CHECK ("rooms"."message_count" >= 0),
	CONSTRAINT "rooms_member_count_range" CHECK ("rooms"."member_count" >= 0),
	CONSTRAINT "rooms_playback_shape" CHECK (case "rooms"."playback_status"
        when 'idle' then num_nonnulls("rooms"."media_id", "rooms"."position_ms", "rooms"."rate", "rooms"."anchored_at") = 0
        when 'paused' then num_nulls("rooms"."media_id", "rooms"."position_ms", "rooms"."rate") = 0 and "rooms"."anchored_at" is null
        else num_nulls("rooms"."media_id", "rooms"."position_ms", "rooms"."rate", "rooms"."anchored_at") = 0
      end)
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" text PRIMARY KEY NOT NULL,
	"telegram_id" bigint,
	"name" text NOT NULL,
	"username" text,
	"language" text,
	"photo_url" text,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "users_telegram_id_key" UNIQUE("telegram_id"),
	CONSTRAINT "users_id_form" CHECK ("users"."id" ~ '^u[0-9a-hjkmnp-tv-z]{13}$'),
	CONSTRAINT "users_telegram_id_positive" CHECK ("users"."telegram_id" > 0),
	CONSTRAINT "users_name_length" CHECK (char_length("users"."name") between 1 and 768),
	CONSTRAINT "users_username_length" CHECK (char_length("users"."username") between 1 and 64),
	CONSTRAINT "users_language_length" CHECK (char_length("users"."language") between 1 and 64),
	CONSTRAINT "users_photo_url_length" CHECK (char_length("users"."photo_url") between 1 and 2048)
);
--> statement-breakpoint
ALTER TABLE "media_items" ADD CONSTRAINT "media_items_room_id_rooms_id_fk" FOREIGN KEY ("room_id") REFERENCES "public"."rooms"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "media_items" ADD CONSTRAINT "media_items_added_by_users_id_fk" FOREIGN KEY ("added_by") REFERENCES "public"."users"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "members" ADD CONSTRAINT "members_room_id_rooms_id_fk" FOREIGN KEY ("room_id") REFERENCES "public"."rooms"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "members" ADD CONSTRAINT "members_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_room_id_rooms_id_fk" FOREIGN KEY ("room_id") REFERENCES "public"."rooms"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_author_id_users_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."users"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rooms" ADD CONSTRAINT "rooms_host_id_users_id_fk" FOREIGN KEY ("host_id") REFERENCES "public"."users"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rooms" ADD CONSTRAINT "rooms_media_fkey" FOREIGN KEY ("id","media_id") REFERENCES "public"."media_items"("room_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "members_user_id_idx" ON "members" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "messages_room_id_said_at_ordinal_idx" ON "messages" USING btree ("room_id","said_at","ordinal");--> statement-breakpoint
CREATE INDEX "messages_search_idx" ON "messages" USING gin ("search");