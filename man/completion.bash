# bash completion for ocp-preflight(1)

_ocp_preflight()
{
	local cur prev word command=""
	local commands="run lint list explain merge"
	local options="--config --phase --only --skip --as --timeout --deadline --format --strict
		--quiet --verbose --color --help --version"
	local formats="text json junit tap html markdown prometheus sarif github"

	COMPREPLY=()
	cur=${COMP_WORDS[COMP_CWORD]}
	prev=${COMP_WORDS[COMP_CWORD - 1]}
	# bash splits --option=value at the sign
	if [[ $cur == "=" ]]; then
		cur=""
	elif [[ $prev == "=" && COMP_CWORD -gt 2 ]]; then
		prev=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
		case $word in
		run | lint | list | explain | merge)
			command=$word
			break
			;;
		esac
	done

	case $prev in
	-c | --config)
		compopt -o filenames 2>/dev/null
		COMPREPLY=($(compgen -f -- "$cur"))
		return
		;;
	--phase)
		COMPREPLY=($(compgen -W "preboot bootstrap install ready" -- "$cur"))
		return
		;;
	--color)
		COMPREPLY=($(compgen -W "auto always never" -- "$cur"))
		return
		;;
	--format)
		[[ $command == list ]] && formats="text json"
		COMPREPLY=($(compgen -W "$formats" -- "$cur"))
		return
		;;
	text | json | junit | tap | html | markdown | prometheus | sarif | github)
		# --format json=FILE
		if [[ ${COMP_WORDS[COMP_CWORD]} == "=" || ${COMP_WORDS[COMP_CWORD - 1]} == "=" ]]; then
			compopt -o filenames 2>/dev/null
			COMPREPLY=($(compgen -f -- "$cur"))
			return
		fi
		;;
	--only | --skip)
		local before=""

		[[ $cur == *,* ]] && before=${cur%,*},
		COMPREPLY=($(compgen -P "$before" -W "$(_ocp_preflight_checks)" -- "${cur##*,}"))
		return
		;;
	--as | --timeout | --deadline)
		return
		;;
	esac

	if [[ $cur == -* ]]; then
		case $command in
		list) options="--format --verbose --color --help --version" ;;
		explain) options="--verbose --color --help --version" ;;
		merge) options="--format --strict --quiet --verbose --color --help --version" ;;
		esac
		COMPREPLY=($(compgen -W "$options" -- "$cur"))
	elif [[ $command == explain ]]; then
		COMPREPLY=($(compgen -W "$(_ocp_preflight_checks)" -- "$cur"))
	elif [[ -z $command ]]; then
		COMPREPLY=($(compgen -W "$commands" -- "$cur"))
	fi
}

# The ids of all checks, one a line: the first column of `list`.
_ocp_preflight_checks()
{
	"${COMP_WORDS[0]:-ocp-preflight}" list 2>/dev/null | awk '$1 ~ /^[a-z]+\.[a-z-]+$/ { print $1 }'
}

complete -F _ocp_preflight ocp-preflight
