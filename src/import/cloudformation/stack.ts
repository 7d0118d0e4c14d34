import { instead } from '../../scenario/text/suggest.js';
import { type Place, under } from '../findings.js';
import { at, type Block, isBlock, shortText } from '../plain-data.js';
import { isUnresolved, Unresolved } from '../unresolved.js';
import { evaluate, NO_VALUE, type Scope, type Template, unknownValue } from './functions.js';
import { type GivenTemplate, givenParameters } from './parameters.js';
import { type Referred, reference } from './references.js';

export interface StackOptions extends GivenTemplate {
  readonly file: string;
  readonly name: string;
  /** Prefix of the logical ids of a nested stack, such as `Network.`. */
  readonly prefix?: string;
  /** Returns the nested stack of a resource; undefined when its template is not available. */
  nested(logicalId: string, stack: Stack): Stack | undefined;
}

export interface Resource {
  readonly type: string;
  readonly logicalId: string;
  readonly place: Place;
  readonly properties: Block;
}

/** Bound on reference chains: far above real templates, far below the limit of recursion. */
const CHAIN_MAX = 100;

/** One template with its parameters, and the resources that result. Each value is evaluated once and cached. */
export class Stack implements Template {
  readonly prefix: string;
  private readonly parameters: ReadonlyMap<string, unknown>;
  private readonly conditions = new Map<string, boolean | Unresolved>();
  private readonly properties = new Map<string, unknown>();
  private readonly stacks = new Map<string, Stack | undefined>();
  private readonly busy = new Set<string>();
  /** Names that are neither parameters nor resources. */
  private readonly unknown = new Set<string>();

  constructor(private readonly options: StackOptions) {
    this.prefix = options.prefix ?? '';
    this.parameters = givenParameters(options, this.place('Parameters'));
  }

  get file(): string {
    return this.options.file;
  }

  /** Returns the resources whose condition holds. A condition that cannot be evaluated is reported when the resource matters. */
  resources(matters: (type: string) => 'always' | 'whenUsed' | 'never'): Resource[] {
    const found: Resource[] = [];
    for (const [logicalId, resource] of Object.entries(this.section('Resources'))) {
      const type = at(resource, 'Type');
      if (typeof type !== 'string') continue;
      const condition = at(resource, 'Condition');
      const place = this.place('Resources', logicalId, 'Properties');
      const exists = condition === undefined ? true : this.condition(String(condition));
      if (exists === false) continue;
      if (isUnresolved(exists) && matters(type) !== 'whenUsed') {
        if (matters(type) === 'always') this.reportOpen(exists, this.place('Resources', logicalId, 'Condition'));
        continue;
      }
      if (matters(type) === 'never') found.push({ type, logicalId: this.prefix + logicalId, place, properties: {} });
      else found.push({ type, logicalId: this.prefix + logicalId, place, properties: this.propertiesOf(logicalId) });
    }
    return found;
  }

  nested(logicalId: string): Stack | undefined {
    if (!this.stacks.has(logicalId)) this.stacks.set(logicalId, this.options.nested(logicalId, this));
    return this.stacks.get(logicalId);
  }

  propertiesOf(logicalId: string): Block {
    const place = this.place('Resources', logicalId, 'Properties');
    const properties = at(at(this.section('Resources'), logicalId), 'Properties') ?? {};
    const value = this.once(`properties ${logicalId}`, () => evaluate(properties, this.scope(place)));
    return isBlock(value) ? value : {};
  }

  output(name: string): unknown {
    const place = this.place('Outputs', name, 'Value');
    return this.once(`output ${name}`, () => evaluate(at(at(this.section('Outputs'), name), 'Value'), this.scope(place)));
  }

  /** Returns name and value of all exported outputs. */
  exports(): [name: string, output: string][] {
    return Object.entries(this.section('Outputs')).flatMap(([output, value]) => {
      const name = evaluate(at(at(value, 'Export'), 'Name'), this.scope(this.place('Outputs', output, 'Export', 'Name')));
      return typeof name === 'string' ? [[name, output] as [string, string]] : [];
    });
  }

  private scope(place: Place): Scope {
    return { place, region: this.options.account.region, template: this };
  }

  mapped(map: string, top: string, second: string): unknown {
    return at(at(at(this.section('Mappings'), map), top), second);
  }

  refuse(message: string, place: Place): void {
    this.options.account.findings.mistake(place, message);
  }

  imported(name: string, place: Place): unknown {
    const message = `imports ${shortText(name)}, which no template of this import exports: give that template as well`;
    return this.options.account.exported(name) ?? new Unresolved(`\${${name}}`, [{ place, message }]);
  }

  ref(name: string, place: Place): unknown {
    const { account } = this.options;
    if (name.startsWith('AWS::')) return this.pseudo(name, place);
    if (this.parameters.has(name)) return this.parameters.get(name);
    if (Object.hasOwn(this.section('Resources'), name)) return reference(this.referred(name));
    const names = [...this.parameters.keys(), ...Object.keys(this.section('Resources'))];
    const message = `refers to ${shortText(name)}, which is neither a parameter nor a resource of the template${instead(name, names)}`;
    // Each name once, at its first place.
    if (!this.unknown.has(name)) account.findings.mistake(place, message);
    this.unknown.add(name);
    return new Unresolved(`\${${name}}`, []);
  }

  private pseudo(name: string, place: Place): unknown {
    const { account, given, name: stackName } = this.options;
    const value = given.values.get(name);
    if (value !== undefined) return value;
    const known: Record<string, unknown> = {
      'AWS::AccountId': account.id,
      'AWS::NoValue': NO_VALUE,
      'AWS::NotificationARNs': [],
      'AWS::Partition': 'aws',
      'AWS::Region': account.region,
      'AWS::StackId': `arn:aws:cloudformation:${account.region}:${account.id}:stack/${stackName}/0`,
      'AWS::StackName': stackName,
      'AWS::URLSuffix': 'amazonaws.com',
    };
    return Object.hasOwn(known, name) ? known[name] : unknownValue(this.scope(place), `${name} is no pseudo parameter`);
  }

  attribute(logicalId: string, attribute: string, place: Place): unknown {
    if (!Object.hasOwn(this.section('Resources'), logicalId)) {
      this.options.account.findings.mistake(
        place,
        `takes ${shortText(attribute)} of ${shortText(logicalId)}, which is no resource of the template`,
      );
      return new Unresolved(`\${${logicalId}.${attribute}}`, []);
    }
    const output = /^Outputs\.(.+)$/.exec(attribute)?.[1];
    if (output !== undefined) {
      const value = this.nested(logicalId)?.output(output);
      if (value !== undefined) return value;
    }
    const value = reference(this.referred(logicalId), attribute);
    if (value !== undefined) return value;
    const message = `${logicalId}.${attribute} is known only when the stack is there`;
    return new Unresolved(`\${${logicalId}.${attribute}}`, [{ place, message }]);
  }

  private referred(logicalId: string): Referred {
    const { account } = this.options;
    const resource = at(this.section('Resources'), logicalId);
    const place = this.place('Resources', logicalId, 'Properties');
    return {
      type: String(at(resource, 'Type')),
      logicalId: this.prefix + logicalId,
      region: account.region,
      account: account.id,
      property: (name) => {
        const written = at(at(resource, 'Properties'), name);
        const value = this.once(`property ${logicalId} ${name}`, () => evaluate(written, this.scope(under(place, name))));
        return value === NO_VALUE ? undefined : value;
      },
    };
  }

  condition(name: string): boolean | Unresolved {
    const known = this.conditions.get(name);
    if (known !== undefined) return known;
    const place = this.place('Conditions', name);
    const written = at(this.section('Conditions'), name);
    if (written === undefined) return unknownValue(this.scope(place), `there is no condition ${shortText(name)}`);
    const value = this.once(`condition ${name}`, () => evaluate(written, this.scope(place)));
    const answer = isUnresolved(value) ? value : value === true || value === 'true';
    this.conditions.set(name, answer);
    return answer;
  }

  /** Evaluates a key once; a circular reference is reported instead of followed. */
  private once(key: string, work: () => unknown): unknown {
    if (this.properties.has(key)) return this.properties.get(key);
    if (this.busy.has(key)) return new Unresolved(`\${${key}}`, [{ place: this.place(), message: `${key} depends on itself` }]);
    if (this.busy.size > CHAIN_MAX) {
      this.refuse(`resources depend on each other over more than ${CHAIN_MAX} steps`, this.place());
      return new Unresolved(`\${${key}}`, []);
    }
    this.busy.add(key);
    const value = work();
    this.busy.delete(key);
    this.properties.set(key, value);
    return value;
  }

  private reportOpen(condition: Unresolved, place: Place): void {
    for (const { place: where, message } of condition.reasons)
      this.options.account.findings.mistake(where, `${message} (it decides ${place.field})`);
  }

  private section(name: string): Block {
    const section = at(this.options.template, name);
    return isBlock(section) ? section : {};
  }

  private place(...steps: string[]): Place {
    return under({ file: this.options.file, field: '' }, ...steps);
  }
}
