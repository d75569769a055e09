#include "gzip_stream.h"

#include <errno.h>
#include <stdint.h>
#include <sys/stat.h>
#include <zlib.h>

#include "arena.h"

#define BUFFER_SIZE ((size_t)64 * 1024)
#define MAGIC_MAX   6
/* zlib: 15 bits of window, and 16 for "a gzip header, please". */
#define WINDOW_BITS (15 + 16)

struct gzip_stream {
	int fd;
	struct gzip_state *state;
	z_stream zlib;
	size_t at, length; /* of the buffer: what was read and not given */
	bool is_over, in_member;
	uint8_t buffer[BUFFER_SIZE];
};

/* Bytes that were read, 0 at the end, -1. */
static ssize_t fill(struct gzip_stream *stream)
{
	ssize_t r;

	do
		r = read(stream->fd, stream->buffer, sizeof stream->buffer);
	while (r < 0 && errno == EINTR);
	stream->at = 0;
	stream->length = r > 0 ? (size_t)r : 0;
	return r;
}

static ssize_t read_plain(struct gzip_stream *stream, char *to, size_t size)
{
	ssize_t r;

	if (stream->at == stream->length) {
		do
			r = read(stream->fd, to, size);
		while (r < 0 && errno == EINTR);
		return r;
	}
	if (size > stream->length - stream->at)
		size = stream->length - stream->at;
	memcpy(to, stream->buffer + stream->at, size);
	stream->at += size;
	return (ssize_t)size;
}

/* A step of zlib. False: nothing more will come. */
static bool unpack(struct gzip_stream *stream)
{
	z_stream *zlib = &stream->zlib;
	int r;

	zlib->next_in = stream->buffer + stream->at;
	zlib->avail_in = (uInt)(stream->length - stream->at);
	r = inflate(zlib, Z_NO_FLUSH);
	stream->at = stream->length - zlib->avail_in;
	stream->in_member = r != Z_STREAM_END;
	if (r == Z_STREAM_END) /* another member may follow (RFC 1952, 2.2) */
		return inflateReset(zlib) == Z_OK;
	if (r == Z_OK || r == Z_BUF_ERROR)
		return true;
	stream->state->is_damaged = true;
	return false;
}

static ssize_t read_gzip(struct gzip_stream *stream, char *to, size_t size)
{
	z_stream *zlib = &stream->zlib;

	zlib->next_out = (Bytef *)to;
	zlib->avail_out = (uInt)(size < BUFFER_SIZE ? size : BUFFER_SIZE);
	size = zlib->avail_out;
	while (zlib->avail_out == size && !stream->is_over) {
		if (stream->at == stream->length && fill(stream) <= 0) {
			stream->state->is_cut = stream->in_member;
			stream->is_over = true;
			break;
		}
		stream->is_over = !unpack(stream);
	}
	return (ssize_t)(size - zlib->avail_out);
}

static ssize_t stream_read(void *cookie, char *to, size_t size)
{
	struct gzip_stream *stream = cookie;

	return stream->state->is_gzip ? read_gzip(stream, to, size)
				      : read_plain(stream, to, size);
}

static int stream_close(void *cookie)
{
	struct gzip_stream *stream = cookie;

	if (stream->state->is_gzip)
		inflateEnd(&stream->zlib);
	close(stream->fd);
	free(stream);
	return 0;
}

static bool starts(const struct gzip_stream *stream, const char *magic, size_t length)
{
	return stream->length >= length && !memcmp(stream->buffer, magic, length);
}

/* Enough of a pipe to know what it is. */
static int look(struct gzip_stream *stream)
{
	while (stream->length < MAGIC_MAX) {
		ssize_t r = read(stream->fd, stream->buffer + stream->length,
				 MAGIC_MAX - stream->length);

		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0)
			return -errno;
		if (!r)
			break;
		stream->length += (size_t)r;
	}
	stream->state->is_gzip = starts(stream, "\x1f\x8b", 2);
	if (starts(stream, "\x28\xb5\x2f\xfd", 4))
		stream->state->compression = GZIP_OTHER_ZSTD;
	else if (starts(stream,
			"\xfd"
			"7zXZ",
			5))
		stream->state->compression = GZIP_OTHER_XZ;
	else if (starts(stream, "BZh", 3))
		stream->state->compression = GZIP_OTHER_BZIP2;
	return 0;
}

static FILE *open_plain_file(struct gzip_stream *stream)
{
	struct stat st;
	FILE *file;

	/* What can be read from its start again needs nothing of ours in between. */
	if (stream->state->is_gzip || fstat(stream->fd, &st) < 0 ||
	    !S_ISREG(st.st_mode) ||
	    lseek(stream->fd, -(off_t)stream->length, SEEK_CUR) < 0)
		return NULL;
	file = fdopen(stream->fd, "r");
	if (file)
		free(stream);
	return file;
}

FILE *gzip_stream_open(int fd, struct gzip_state *state)
{
	struct gzip_stream *stream = mem_alloc(sizeof *stream);
	cookie_io_functions_t functions = { .read = stream_read, .close = stream_close };
	FILE *file;
	int r;

	*state = (struct gzip_state){ 0 };
	stream->fd = fd;
	stream->state = state;
	r = look(stream);
	if (r >= 0 && state->is_gzip &&
	    inflateInit2(&stream->zlib, WINDOW_BITS) != Z_OK) {
		state->is_gzip = false;
		r = -ENOMEM;
	}
	if (r < 0) {
		stream_close(stream);
		errno = -r;
		return NULL;
	}
	file = open_plain_file(stream);
	if (file)
		return file;
	file = fopencookie(stream, "r", functions);
	if (!file)
		stream_close(stream);
	return file;
}
