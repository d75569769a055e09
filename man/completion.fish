# fish completion for ocp-preflight(1)

# The ids of all checks: the first column of `list`.
function __ocp_preflight_checks
    ocp-preflight list 2>/dev/null | string match -r '^[a-z]+\.[a-z-]+(?=\s)'
end

function __ocp_preflight_command
    not __fish_seen_subcommand_from run lint list explain merge
end

complete -c ocp-preflight -f
complete -c ocp-preflight -n __ocp_preflight_command -a run -d 'Run the checks once'
complete -c ocp-preflight -n __ocp_preflight_command -a lint -d 'Check the files of the install'
complete -c ocp-preflight -n __ocp_preflight_command -a list -d 'The checks'
complete -c ocp-preflight -n __ocp_preflight_command -a explain -d 'About one check'
complete -c ocp-preflight -n __ocp_preflight_command -a merge -d 'Join JSON reports'
complete -c ocp-preflight -n '__fish_seen_subcommand_from explain' -a '(__ocp_preflight_checks)'

complete -c ocp-preflight -s c -l config -r -F -d 'The configuration'
complete -c ocp-preflight -l phase -x -a 'preboot bootstrap install ready' -d 'How far the install is'
complete -c ocp-preflight -l only -x -a '(__fish_complete_list , __ocp_preflight_checks)' -d 'Only these checks'
complete -c ocp-preflight -l skip -x -a '(__fish_complete_list , __ocp_preflight_checks)' -d 'All but these checks'
complete -c ocp-preflight -l as -x -d 'Be this host of the configuration'
complete -c ocp-preflight -l timeout -x -d 'Seconds for one attempt'
complete -c ocp-preflight -l deadline -x -d 'Seconds for the whole run'
complete -c ocp-preflight -l format -x -a 'text json junit tap html markdown prometheus sarif github' -d 'How to report'
complete -c ocp-preflight -l strict -d 'A warning counts as a failure'
complete -c ocp-preflight -s q -l quiet -d 'Say less'
complete -c ocp-preflight -s v -l verbose -d 'List every result'
complete -c ocp-preflight -l color -x -a 'auto always never' -d 'Colour'
complete -c ocp-preflight -s h -l help -d 'Show the options'
complete -c ocp-preflight -l version -d 'Show the version'
