#include "core/sources/grub_token.h"

#include <ctype.h>
#include <string.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/sources/files.h"
#include "core/text.h"

struct lexer {
	struct arena *arena;
	const struct source_file *file;
	struct diagnostics *diagnostics;
	const char *at, *end, *line_start;
	unsigned line;
	struct grub_token *tokens;
	size_t count;
	/* The word that is being read, and its text up to the next variable. */
	struct grub_token word;
	char *text;
	size_t length;
	bool broken; /* a quote is not closed */
};

static struct where place(const struct lexer *lexer)
{
	return (struct where){ .file = lexer->file->name,
			       .line = lexer->line,
			       .column = (unsigned)(lexer->at - lexer->line_start) + 1 };
}

/* One byte on. */
static void step(struct lexer *lexer)
{
	if (*lexer->at++ == '\n') {
		lexer->line++;
		lexer->line_start = lexer->at;
	}
}

static void skip(struct lexer *lexer, size_t count)
{
	while (count-- && lexer->at < lexer->end)
		step(lexer);
}

static char peek(const struct lexer *lexer, size_t offset)
{
	return offset < (size_t)(lexer->end - lexer->at) ? lexer->at[offset] : '\0';
}

static bool is_end(const struct lexer *lexer)
{
	return lexer->at >= lexer->end;
}

static void add_token(struct lexer *lexer, struct grub_token token)
{
	lexer->tokens = arena_grow(lexer->arena, lexer->tokens, lexer->count,
				   sizeof *lexer->tokens);
	lexer->tokens[lexer->count++] = token;
}

static void add_piece(struct lexer *lexer, struct grub_piece piece)
{
	struct grub_token *word = &lexer->word;

	word->pieces = arena_grow(lexer->arena, word->pieces, word->count, sizeof piece);
	word->pieces[word->count++] = piece;
}

static void end_text(struct lexer *lexer)
{
	if (lexer->length)
		add_piece(lexer, (struct grub_piece){
					 .text = text_clean(lexer->arena, lexer->text,
							    lexer->length, 8192) });
	lexer->text = NULL;
	lexer->length = 0;
}

static void add_char(struct lexer *lexer, char c)
{
	if (c == '\r')
		return;
	lexer->text = arena_grow(lexer->arena, lexer->text, lexer->length, 1);
	lexer->text[lexer->length++] = c;
}

/* The length of $NAME, ${NAME}, $1, $? at the dollar; 0: it is only a dollar. */
static size_t variable_length(const struct lexer *lexer, size_t *ret_start,
			      size_t *ret_length)
{
	bool braces = peek(lexer, 1) == '{';
	size_t start = braces ? 2 : 1, i = start;
	char c = peek(lexer, i);

	if (c && strchr("?#*@", c)) {
		i++;
	} else if (isdigit((unsigned char)c)) {
		while (isdigit((unsigned char)peek(lexer, i)))
			i++;
	} else if (isalpha((unsigned char)c) || c == '_') {
		while (isalnum((unsigned char)peek(lexer, i)) || peek(lexer, i) == '_')
			i++;
	}
	*ret_start = start;
	*ret_length = i - start;
	if (i == start || (braces && peek(lexer, i) != '}'))
		return 0;
	return i + braces;
}

static void read_dollar(struct lexer *lexer, bool quoted)
{
	size_t start, length, whole = variable_length(lexer, &start, &length);

	if (!whole) {
		if (peek(lexer, 1) == '{')
			diag_error(lexer->diagnostics, place(lexer), NULL,
				   "GRUB refuses the file: ${ begins no variable");
		add_char(lexer, '$');
		step(lexer);
		return;
	}
	end_text(lexer);
	add_piece(lexer,
		  (struct grub_piece){
			  .text = arena_strndup(lexer->arena, lexer->at + start, length),
			  .is_variable = true,
			  .quoted = quoted });
	lexer->word.plain = false;
	skip(lexer, whole);
}

/* Behind a backslash, outside of quotes or inside of double ones. */
static void read_escape(struct lexer *lexer, bool quoted)
{
	step(lexer);
	while (peek(lexer, 0) == '\r' && peek(lexer, 1) == '\n')
		step(lexer);
	if (is_end(lexer))
		return;
	if (*lexer->at != '\n') {
		if (quoted && !strchr("$\"\\", *lexer->at))
			add_char(lexer, '\\');
		add_char(lexer, *lexer->at);
	}
	step(lexer);
}

static void read_quoted(struct lexer *lexer)
{
	const struct where where = place(lexer);
	char quote = *lexer->at;

	lexer->word.plain = false;
	step(lexer);
	while (!is_end(lexer) && *lexer->at != quote) {
		if (quote == '"' && *lexer->at == '\\') {
			read_escape(lexer, true);
		} else if (quote == '"' && *lexer->at == '$') {
			read_dollar(lexer, true);
		} else {
			add_char(lexer, *lexer->at);
			step(lexer);
		}
	}
	if (is_end(lexer)) {
		diag_error(lexer->diagnostics, where, NULL,
			   "the quote that begins here is not closed");
		lexer->broken = true;
		return;
	}
	step(lexer);
}

static bool ends_word(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || !c ||
	       strchr("{}|&;<>", c);
}

static void read_word(struct lexer *lexer)
{
	const char *start = lexer->at;

	lexer->word = (struct grub_token){ .kind = GRUB_WORD,
					   .where = place(lexer),
					   .plain = true };
	while (!is_end(lexer) && !ends_word(*lexer->at) && !lexer->broken) {
		if (*lexer->at == '\\') {
			if (peek(lexer, 1) != '\n' && peek(lexer, 1) != '\r')
				lexer->word.plain = false;
			read_escape(lexer, false);
		} else if (*lexer->at == '$' && peek(lexer, 1) == '"') {
			step(lexer); /* $"..." is a text that is translated */
		} else if (*lexer->at == '$') {
			read_dollar(lexer, false);
		} else if (*lexer->at == '"' || *lexer->at == '\'') {
			read_quoted(lexer);
		} else {
			add_char(lexer, *lexer->at);
			step(lexer);
		}
	}
	end_text(lexer);
	lexer->word.width = (unsigned)(lexer->at - start);
	/* A joint of lines alone is no word. */
	if (lexer->word.count || !lexer->word.plain)
		add_token(lexer, lexer->word);
}

static void read_sign(struct lexer *lexer)
{
	enum grub_token_kind kind = GRUB_FOREIGN;

	if (*lexer->at == '\n')
		kind = GRUB_LINE_END;
	else if (*lexer->at == ';')
		kind = GRUB_SEMICOLON;
	else if (*lexer->at == '{')
		kind = GRUB_OPEN;
	else if (*lexer->at == '}')
		kind = GRUB_CLOSE;
	add_token(lexer,
		  (struct grub_token){ .kind = kind, .where = place(lexer), .width = 1 });
	step(lexer);
}

struct grub_token *grub_tokens(struct arena *arena, const struct source_file *file,
			       struct diagnostics *diagnostics)
{
	struct lexer lexer = {
		.arena = arena,
		.file = file,
		.diagnostics = diagnostics,
		.at = file->bytes,
		.end = file->bytes + file->length,
		.line_start = file->bytes,
		.line = 1,
	};

	while (!is_end(&lexer) && !lexer.broken) {
		char c = *lexer.at;

		if (c == ' ' || c == '\t' || c == '\r' || !c) {
			step(&lexer);
		} else if (c == '#') {
			while (!is_end(&lexer) && *lexer.at != '\n')
				step(&lexer);
		} else if (strchr("\n{}|&;<>", c)) {
			read_sign(&lexer);
		} else {
			read_word(&lexer);
		}
	}
	add_token(&lexer,
		  (struct grub_token){ .kind = GRUB_LINE_END, .where = place(&lexer) });
	add_token(&lexer,
		  (struct grub_token){ .kind = GRUB_END, .where = place(&lexer) });
	return lexer.tokens;
}

bool grub_token_is(const struct grub_token *token, const char *word)
{
	return token->kind == GRUB_WORD && token->plain && token->count == 1 &&
	       !strcmp(token->pieces[0].text, word);
}
