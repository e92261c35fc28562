import type { CareersSettings } from '@joinery/sdk';
import {
  Anchor,
  Button,
  ColorInput,
  FileButton,
  Group,
  Image,
  Paper,
  SimpleGrid,
  Stack,
  Switch,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { CopyField } from '../../ui/copy-field.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { fieldMessages } from '../../ui/problems.ts';
import { useSession } from '../session/session.queries.ts';
import { careersQuery } from './careers.queries.ts';
import { type CareersValues, toCareersPatch, toCareersValues } from './careers-form.ts';
import { PublishableKeysPanel } from './publishable-keys-panel.tsx';

export function CareersPage() {
  const careers = useQuery(careersQuery);
  const mayEdit = useSession().access.settings.company === 'edit';
  const [version, setVersion] = useState(0);
  return (
    <Page
      title="Careers page"
      description="What everybody sees of your open jobs, and where they apply from."
      actions={
        careers.data?.enabled && (
          <Button component="a" href={careers.data.url} target="_blank" rel="noopener" variant="default">
            Open the careers page
          </Button>
        )
      }
    >
      {careers.error && (
        <ProblemAlert
          error={careers.error}
          title="The careers page could not be loaded"
          onRetry={() => careers.refetch()}
        />
      )}
      {careers.isPending && (
        <Paper>
          <LoadingRows rows={6} />
        </Paper>
      )}
      {careers.data && (
        <SimpleGrid cols={{ base: 1, lg: 2 }}>
          <LookPanel
            settings={careers.data}
            mayEdit={mayEdit}
            onSaved={() => setVersion((shown) => shown + 1)}
          />
          <Preview key={version} settings={careers.data} />
        </SimpleGrid>
      )}
      {careers.data && careers.data.robots > 0 && (
        <Text size="sm" c="dimmed">
          {careers.data.robots === 1
            ? 'One form looked'
            : `${careers.data.robots.toLocaleString()} forms looked`}{' '}
          like programs filled them in during the last 30 days. They were thanked for and not taken; the
          server’s log says when, and for which job.
        </Text>
      )}
      {careers.data && <EmbedPanel settings={careers.data} />}
      <PublishableKeysPanel mayEdit={mayEdit} />
    </Page>
  );
}

interface LookProps {
  settings: CareersSettings;
  mayEdit: boolean;
  onSaved: () => void;
}

function LookPanel({ settings, mayEdit, onSaved }: LookProps) {
  const client = useQueryClient();
  const form = useForm<CareersValues>({ initialValues: toCareersValues(settings) });
  const took = (saved: CareersSettings) => {
    client.setQueryData(careersQuery.queryKey, saved);
    onSaved();
  };
  const save = useMutation({
    mutationFn: (values: CareersValues) => api.careers.update(toCareersPatch(values)),
    onSuccess: (saved) => {
      took(saved);
      form.setInitialValues(toCareersValues(saved));
      form.reset();
      notifyDone('The careers page was saved.');
    },
    onError: (error) => form.setErrors(fieldMessages(error, Object.keys(form.values))),
  });
  const readOnly = !mayEdit;
  return (
    <Panel title="Look and words">
      <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
        <Stack gap="md">
          {save.error && <ProblemAlert error={save.error} title="The careers page was not saved" />}
          <Switch
            label="Everybody can see the careers page"
            disabled={readOnly}
            {...form.getInputProps('enabled', { type: 'checkbox' })}
          />
          <TextInput
            label="Headline"
            placeholder="Jobs at …"
            readOnly={readOnly}
            {...form.getInputProps('headline')}
          />
          <Textarea
            label="Introduction"
            autosize
            minRows={3}
            maxRows={12}
            readOnly={readOnly}
            {...form.getInputProps('intro')}
          />
          <ColorInput
            label="Colour"
            description="Text in it or on it is kept readable."
            placeholder="#0f6b70"
            format="hex"
            disabled={readOnly}
            eyeDropperButtonProps={{ 'aria-label': 'Pick a colour from the screen' }}
            {...form.getInputProps('color')}
          />
          <Logo settings={settings} mayEdit={mayEdit} onSaved={took} />
          <TextInput
            label="Address of your privacy notice"
            type="url"
            placeholder="https://"
            readOnly={readOnly}
            {...form.getInputProps('privacyUrl')}
          />
          <Textarea
            label="Pages that may show it in a frame"
            description="Origins such as https://www.example.com, one in each line."
            autosize
            minRows={2}
            readOnly={readOnly}
            {...form.getInputProps('embedOrigins')}
          />
          {mayEdit && (
            <Group justify="flex-end">
              <Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>
                Save
              </Button>
            </Group>
          )}
        </Stack>
      </form>
    </Panel>
  );
}

interface LogoProps {
  settings: CareersSettings;
  mayEdit: boolean;
  onSaved: (saved: CareersSettings) => void;
}

function Logo({ settings: { logoUrl }, mayEdit, onSaved }: LogoProps) {
  const change = useMutation({
    mutationFn: (logo: File | null) => (logo === null ? api.careers.removeLogo() : api.careers.setLogo(logo)),
    onSuccess: onSaved,
  });
  return (
    <Stack gap={6}>
      <Text size="sm" fw={500}>
        Logo
      </Text>
      {change.error && <ProblemAlert error={change.error} title="The logo was not changed" />}
      <Group gap="sm">
        {logoUrl ? (
          <Image
            src={new URL(logoUrl).pathname + new URL(logoUrl).search}
            alt="The logo"
            h={48}
            w="auto"
            fit="contain"
          />
        ) : (
          <Text size="sm" c="dimmed">
            None: the name of the company is shown.
          </Text>
        )}
        {mayEdit && (
          <FileButton
            accept="image/png,image/jpeg,image/webp,image/gif"
            onChange={(file) => file && change.mutate(file)}
          >
            {(props) => (
              <Button {...props} variant="default" size="xs" loading={change.isPending}>
                Choose a picture
              </Button>
            )}
          </FileButton>
        )}
        {mayEdit && logoUrl && (
          <Button variant="subtle" color="red" size="xs" onClick={() => change.mutate(null)}>
            Remove the logo
          </Button>
        )}
      </Group>
    </Stack>
  );
}

function Preview({ settings: { url, enabled } }: { settings: CareersSettings }) {
  return (
    <Panel title="Preview" description="As it was saved last, without the header.">
      {enabled ? (
        <iframe
          src={`${new URL(url).pathname}?embed=1`}
          title="Preview of the careers page"
          style={{
            width: '100%',
            height: 560,
            border: '1px solid var(--mantine-color-gray-3)',
            borderRadius: 8,
          }}
        />
      ) : (
        <Text c="dimmed">Nobody sees the careers page now.</Text>
      )}
    </Panel>
  );
}

function EmbedPanel({ settings: { url } }: { settings: CareersSettings }) {
  return (
    <Panel
      title="On your own site"
      description="List your site under the pages that may show it in a frame first."
    >
      <Stack gap="sm">
        <Snippet label="script tag" text={`<script src="${url}/embed.js" async></script>`} />
        <Snippet
          label="frame"
          text={`<iframe src="${url}?embed=1" title="Jobs" style="width:100%;height:900px;border:0"></iframe>`}
        />
        <Text size="sm">
          For programs: <Anchor href={`${url}/feed.json`}>JSON feed</Anchor> and{' '}
          <Anchor href={`${url}/sitemap.xml`}>sitemap</Anchor>.
        </Text>
      </Stack>
    </Panel>
  );
}

function Snippet({ label, text }: { label: string; text: string }) {
  return (
    <div>
      <Text size="sm" fw={500} mb={4}>
        {label === 'frame' ? 'As a frame' : 'By a script tag, as high as its content'}
      </Text>
      <CopyField value={text} label={label} />
    </div>
  );
}
