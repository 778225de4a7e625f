import type { CommandShape } from './command-shapes.ts';

/** For `source <(homeport completion bash)`. Works without the bash-completion package. */
export function bashCompletion(commands: readonly CommandShape[]): string {
  const names = commands.map((each) => each.name).join(' ');
  return `# bash completion for homeport
_homeport() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]}
  COMPREPLY=()
  if (( COMP_CWORD == 1 )); then
    COMPREPLY=($(compgen -W '${names} --help --version' -- "$cur"))
    return
  fi
  case $prev in
    --data-dir|--cwd) COMPREPLY=($(compgen -d -- "$cur")); return ;;
  esac
  local words=''
  case $command in
${commands.map(bashCase).join('\n')}
  esac
  COMPREPLY+=($(compgen -W "$words" -- "$cur"))
}
complete -F _homeport homeport
`;
}

function bashCase(command: CommandShape): string {
  const options = [...command.options.map((each) => each.long), '--help'].join(' ');
  const first = command.takesTerminal ? '$(homeport ls --quiet 2>/dev/null)' : command.choices.join(' ');
  const lines = [`    ${command.name})`, `      words='${options}'`];
  // Only where the first argument goes; after it there are options alone.
  if (first !== '') lines.push(`      (( COMP_CWORD == 2 )) && words+=" ${first}"`);
  if (command.fields.length > 0) lines.push(`      (( COMP_CWORD == 3 )) && words+=" ${command.fields.join(' ')}"`);
  if (command.takesFile) lines.push('      (( COMP_CWORD == 2 )) && COMPREPLY=($(compgen -f -- "$cur"))');
  return [...lines, '      ;;'].join('\n');
}
