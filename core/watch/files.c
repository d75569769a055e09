#include "files.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/arena.h"

struct folder {
	uv_fs_event_t event;
	struct files *files;
	char *path;
	bool watched;
};

/* Of a file that is not there all is 0. */
struct look {
	dev_t device;
	ino_t inode;
	mode_t mode;
	uid_t user;
	off_t size;
	struct timespec changed;
};

struct file {
	char *path;
	struct look look;
};

struct files {
	uv_loop_t *loop;
	uv_timer_t quiet, slow;
	struct folder **folders;
	size_t folder_count;
	struct file *items;
	size_t count;
	void (*changed)(const char *path, size_t count, void *arg);
	void *arg;
	size_t open; /* handles */
};

static struct look look_at(const char *path)
{
	struct look look;
	struct stat status;

	memset(&look, 0, sizeof look);
	if (stat(path, &status) < 0)
		return look;
	look.device = status.st_dev;
	look.inode = status.st_ino;
	look.mode = status.st_mode;
	look.user = status.st_uid;
	/* Folders change with what is in them, which is somebody else's. */
	if (!S_ISDIR(status.st_mode)) {
		look.size = status.st_size;
		look.changed = status.st_mtim;
	}
	return look;
}

static bool is_same(const struct look *a, const struct look *b)
{
	return a->device == b->device && a->inode == b->inode && a->mode == b->mode &&
	       a->user == b->user && a->size == b->size &&
	       a->changed.tv_sec == b->changed.tv_sec &&
	       a->changed.tv_nsec == b->changed.tv_nsec;
}

static void told(uv_fs_event_t *event, const char *name, int events, int status);

/* A folder may be made, or be replaced, while we look. */
static void watch_folders(struct files *files)
{
	for (size_t i = 0; i < files->folder_count; i++) {
		struct folder *folder = files->folders[i];

		if (!folder->watched)
			folder->watched = uv_fs_event_start(&folder->event, told,
							    folder->path, 0) == 0;
	}
}

static void look_again(uv_timer_t *timer)
{
	struct files *files = timer->data;
	const char *first = NULL;
	size_t count = 0;

	watch_folders(files);
	for (size_t i = 0; i < files->count; i++) {
		struct file *file = &files->items[i];
		struct look look = look_at(file->path);

		if (is_same(&look, &file->look))
			continue;
		file->look = look;
		first = first ? first : file->path;
		count++;
	}
	if (count)
		files->changed(first, count, files->arg);
}

static void told(uv_fs_event_t *event, const char *name, int events, int status)
{
	struct folder *folder = event->data;

	(void)name;
	(void)events;
	if (status < 0) {
		uv_fs_event_stop(event);
		folder->watched = false;
	}
	uv_timer_start(&folder->files->quiet, look_again, FILES_QUIET_MS, 0);
}

static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder;

	if (!slash)
		return mem_strdup(".");
	if (slash == path)
		return mem_strdup("/");
	folder = mem_strdup(path);
	folder[slash - path] = '\0';
	return folder;
}

static void add_folder(struct files *files, const char *path)
{
	char *name = folder_of(path);
	struct folder *folder;

	for (size_t i = 0; i < files->folder_count; i++) {
		if (!strcmp(files->folders[i]->path, name)) {
			free(name);
			return;
		}
	}
	folder = mem_alloc(sizeof *folder);
	folder->files = files;
	folder->path = name;
	uv_fs_event_init(files->loop, &folder->event);
	folder->event.data = folder;
	files->open++;
	files->folders = mem_realloc(files->folders,
				     (files->folder_count + 1) * sizeof(struct folder *));
	files->folders[files->folder_count++] = folder;
}

struct files *files_open(uv_loop_t *loop, const char *const *paths, size_t count,
			 void (*changed)(const char *path, size_t count, void *arg),
			 void *arg)
{
	struct files *files = mem_alloc(sizeof *files);

	files->loop = loop;
	files->changed = changed;
	files->arg = arg;
	files->items = mem_alloc((count + 1) * sizeof *files->items);
	files->count = count;
	uv_timer_init(loop, &files->quiet);
	uv_timer_init(loop, &files->slow);
	files->quiet.data = files->slow.data = files;
	files->open = 2;
	for (size_t i = 0; i < count; i++)
		add_folder(files, paths[i]);
	watch_folders(files);
	for (size_t i = 0; i < count; i++)
		files->items[i] =
			(struct file){ mem_strdup(paths[i]), look_at(paths[i]) };
	uv_timer_start(&files->slow, look_again, FILES_LOOK_MS, FILES_LOOK_MS);
	return files;
}

static void let_go(struct files *files)
{
	if (--files->open)
		return;
	for (size_t i = 0; i < files->count; i++)
		free(files->items[i].path);
	free(files->items);
	for (size_t i = 0; i < files->folder_count; i++) {
		free(files->folders[i]->path);
		free(files->folders[i]);
	}
	free(files->folders);
	free(files);
}

static void folder_closed(uv_handle_t *handle)
{
	let_go(((struct folder *)handle->data)->files);
}

static void timer_closed(uv_handle_t *handle)
{
	let_go(handle->data);
}

struct files *files_close(struct files *files)
{
	size_t count = files ? files->folder_count : 0;

	if (!files)
		return NULL;
	for (size_t i = 0; i < count; i++)
		uv_close((uv_handle_t *)&files->folders[i]->event, folder_closed);
	uv_close((uv_handle_t *)&files->quiet, timer_closed);
	uv_close((uv_handle_t *)&files->slow, timer_closed);
	return NULL;
}
