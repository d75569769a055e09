# fish completion for ocp-preflight(1)

# The ids of all checks: the first column of `list`.
function __ocp_preflight_checks
    ocp-preflight list 2>/dev/null | string match -r '^[a-z]+\.[a-z-]+(?=\s)'
end

function __ocp_preflight_command
    not __fish_seen_subcommand_from run watch lint init list explain merge
end

complete -c ocp-preflight -f
complete -c ocp-preflight -n __ocp_preflight_command -a run -d 'Run the checks once'
complete -c ocp-preflight -n __ocp_preflight_command -a watch -d 'Keep checking and tell what changes'
complete -c ocp-preflight -n __ocp_preflight_command -a lint -d 'Check the files of the install'
complete -c ocp-preflight -n __ocp_preflight_command -a init -d 'Write ocp-preflight.yaml'
complete -c ocp-preflight -n __ocp_preflight_command -a list -d 'The checks'
complete -c ocp-preflight -n __ocp_preflight_command -a explain -d 'About one check'
complete -c ocp-preflight -n __ocp_preflight_command -a merge -d 'Join JSON reports'
complete -c ocp-preflight -n '__fish_seen_subcommand_from explain' -a '(__ocp_preflight_checks)'

complete -c ocp-preflight -s c -l config -r -F -d 'The configuration'
complete -c ocp-preflight -l root -x -a '(__fish_complete_directories)' -d 'Take the files of the install from below this folder'
complete -c ocp-preflight -l output -r -F -d 'Where init writes'
complete -c ocp-preflight -l force -d 'Replace a file that is there'
complete -c ocp-preflight -l phase -x -a 'preboot bootstrap install ready' -d 'How far the install is'
complete -c ocp-preflight -n '__fish_seen_subcommand_from watch' -l phase -x -a auto -d 'By what serves'
complete -c ocp-preflight -n '__fish_seen_subcommand_from watch' -l read -r -F -d 'Tell the boots in a capture'
complete -c ocp-preflight -n '__fish_seen_subcommand_from watch' -l interface -x -a '(__fish_print_interfaces)' -d 'Listen on this interface'
complete -c ocp-preflight -n '__fish_seen_subcommand_from watch' -l until -x -a 'ready pass (__ocp_preflight_checks)' -d 'Watch until then'
complete -c ocp-preflight -n '__fish_seen_subcommand_from watch' -l events -r -F -d 'Events as lines of JSON'
complete -c ocp-preflight -n '__fish_seen_subcommand_from watch' -l on-change -x -d 'A command for each change'
complete -c ocp-preflight -l only -x -a '(__fish_complete_list , __ocp_preflight_checks)' -d 'Only these checks'
complete -c ocp-preflight -l skip -x -a '(__fish_complete_list , __ocp_preflight_checks)' -d 'All but these checks'
complete -c ocp-preflight -l as -x -d 'Be this host of the configuration'
complete -c ocp-preflight -l timeout -x -d 'Seconds for one attempt'
complete -c ocp-preflight -l deadline -x -d 'Seconds for the whole run'
complete -c ocp-preflight -l kubeconfig -r -F -d 'Ask the cluster itself with this'
complete -c ocp-preflight -l capture -r -F -d 'Keep the packets of the checks'
complete -c ocp-preflight -l format -x -a 'text json junit tap html markdown prometheus sarif github' -d 'How to report'
complete -c ocp-preflight -l strict -d 'A warning counts as a failure'
complete -c ocp-preflight -s q -l quiet -d 'Say less'
complete -c ocp-preflight -s v -l verbose -d 'List every result'
complete -c ocp-preflight -l color -x -a 'auto always never' -d 'Colour'
complete -c ocp-preflight -s h -l help -d 'Show the options'
complete -c ocp-preflight -l version -d 'Show the version'
