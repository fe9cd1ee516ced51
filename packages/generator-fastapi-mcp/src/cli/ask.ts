import type { Prompt } from '@fastapi-mcp/kit';

/** More choices than this are searched. */
const ONE_PAGE = 10;

/** Puts one question in the terminal; inquirer is loaded when the first one is asked. */
export async function ask(prompt: Prompt): Promise<unknown> {
  const { checkbox, confirm, input, select } = await import('@inquirer/prompts');
  switch (prompt.type) {
    case 'confirm':
      return confirm(prompt);
    case 'select':
      return select(prompt);
    case 'checkbox': {
      if (prompt.choices.length > ONE_PAGE) {
        const { searchCheckbox } = await import('./search-checkbox.js');
        return searchCheckbox(prompt);
      }
      return checkbox({
        ...prompt,
        choices: prompt.choices.map((choice) => ({ ...choice, checked: prompt.default.includes(choice.value) })),
      });
    }
    case 'input':
      return input(prompt);
  }
}
