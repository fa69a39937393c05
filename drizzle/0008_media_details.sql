ALTER TABLE "media_items" ADD COLUMN "poster_url" text;--> statement-breakpoint
ALTER TABLE "media_items" ADD COLUMN "live" boolean;--> statement-breakpoint
ALTER TABLE "media_items" ADD CONSTRAINT "media_items_poster_url_length" CHECK (char_length("media_items"."poster_url") between 1 and 2048);