import { z } from 'zod';
import { checkedString, defineQuestion } from '../question.js';
import { refuseText } from '../refuse-text.js';

const common = { group: 'run', section: "The backend's patch", message: '', stored: false } as const;
/** A new one each time: a question's text belongs to its own schema. */
const names = () => z.array(checkedString(refuseText));

/** What a person decides where the backend's source does not say it: never asked, never stored with the answers. */
export const patch = {
  undo: defineQuestion(z.boolean(), { ...common, help: 'take the patch back, byte for byte', default: false }),
  dependency: defineQuestion(names(), {
    ...common,
    help: 'extend only these dependencies; repeatable; default: a question at a terminal, else all that return a user',
    placeholder: 'NAME',
    default: [],
  }),
  leave: defineQuestion(names(), {
    ...common,
    help: 'leave these files or functions to users alone; repeatable',
    placeholder: 'FILE|FUNCTION',
    default: [],
  }),
  loadUser: defineQuestion(names(), {
    ...common,
    help: 'how a dependency is to load a user by user_id, as in: get_current_user=await app.crud:get_user(session, user_id); repeatable; with one --dependency its name can be left out',
    placeholder: '[NAME=]MODULE:CALL',
    default: [],
  }),
  userIdType: defineQuestion(z.enum(['int', 'bigint', 'uuid', 'str']).nullable(), {
    ...common,
    help: 'what a user id is, where the source does not say it',
    default: null,
    explanations: {
      int: 'a number up to 2^31',
      bigint: 'a number up to 2^63',
      uuid: 'a UUID',
      str: 'text: an e-mail address, a name',
    },
  }),
};
