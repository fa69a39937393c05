CREATE TABLE "subtitles" (
	"room_id" text NOT NULL,
	"id" text NOT NULL,
	"media_id" text NOT NULL,
	"label" text NOT NULL,
	"language" text,
	"vtt" text NOT NULL,
	"added_by" text NOT NULL,
	"added_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "subtitles_pkey" PRIMARY KEY("room_id","id"),
	CONSTRAINT "subtitles_id_form" CHECK ("subtitles"."id" ~ '^[0-9a-hjkmnp-tv-z]{13}$'),
	CONSTRAINT "subtitles_label_length" CHECK (char_length("subtitles"."label") between 1 and 1440),
	CONSTRAINT "subtitles_language_length" CHECK (char_length("subtitles"."language") between 1 and 35),
	CONSTRAINT "subtitles_vtt_length" CHECK (char_length("subtitles"."vtt") between 1 and 4194304)
);
--> statement-breakpoint
ALTER TABLE "subtitles" ADD CONSTRAINT "subtitles_added_by_users_id_fk" FOREIGN KEY ("added_by") REFERENCES "public"."users"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subtitles" ADD CONSTRAINT "subtitles_media_fkey" FOREIGN KEY ("room_id","media_id") REFERENCES "public"."media_items"("room_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "subtitles_added_by_idx" ON "subtitles" USING btree ("added_by");