import { type CommandShape, inQuotes, type OptionShape } from './command-shapes.ts';

/** For `source <(homeport completion zsh)`, or a file \`_homeport\` in $fpath. */
export function zshCompletion(commands: readonly CommandShape[]): string {
  return `#compdef homeport
# zsh completion for homeport
_homeport_terminals() {
  local -a ids
  ids=(\${(f)"$(homeport ls --quiet 2>/dev/null)"})
  compadd -a ids
}
_homeport() {
  local -a commands
  commands=(
${commands.map((each) => `    '${each.name}:${described(each.description)}'`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${commands.map(zshCase).join('\n')}
  esac
}
if [[ $funcstack[1] == _homeport ]]; then _homeport "$@"; else compdef _homeport homeport; fi
`;
}

function zshCase(command: CommandShape): string {
  const specs = command.options.map(zshOption);
  if (command.takesTerminal) specs.push("'1:terminal:_homeport_terminals'");
  if (command.choices.length > 0) specs.push(`'1:value:(${command.choices.join(' ')})'`);
  if (command.fields.length > 0) specs.push(`'2:field:(${command.fields.join(' ')})'`);
  if (command.takesFile) specs.push("'1:file:_files'");
  return `    ${command.name}) _arguments ${[...specs, "'*::argument:'"].join(' ')} ;;`;
}

function zshOption(option: OptionShape): string {
  const value = option.takesValue ? `:value:${option.directory ? '_files -/' : ''}` : '';
  return `'${option.long}[${described(option.description)}]${value}'`;
}

function described(text: string): string {
  return inQuotes(text).replace(/[[\]:]/g, ' ');
}
