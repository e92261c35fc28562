import { Tabs } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { Page } from '../../ui/page.tsx';
import { useSession } from '../session/session.queries.ts';
import { ConsentTextsTab } from './consent-texts-tab.tsx';
import { DemographicsTab } from './demographics-tab.tsx';
import { PeopleTab } from './people-tab.tsx';
import { answersForPrivacy, type Tab, tabs } from './privacy-words.ts';
import { RetentionTab } from './retention-tab.tsx';

const route = getRouteApi('/signed-in/privacy');

/** What applicants agree to, how long they are kept, and what is asked of who applies. */
export function PrivacyPage() {
  const { tab = 'texts' } = route.useSearch();
  const navigate = route.useNavigate();
  const { access } = useSession();
  const mayEdit = access.settings.company === 'edit';
  const shown = (Object.keys(tabs) as Tab[]).filter(
    (name) => name !== 'people' || answersForPrivacy(access, 'view'),
  );
  return (
    <Page
      title="Privacy"
      description="What applicants agree to, how long they are kept, and what is asked about who applies."
    >
      <Tabs
        value={tab}
        keepMounted={false}
        styles={{ tab: { paddingInline: 'var(--mantine-spacing-sm)' } }}
        onChange={(next) =>
          navigate({ search: next && next !== 'texts' ? { tab: next as Tab } : {}, replace: true })
        }
      >
        <Tabs.List mb="md">
          {shown.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {tabs[name]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="texts">
          <ConsentTextsTab mayEdit={mayEdit} />
        </Tabs.Panel>
        <Tabs.Panel value="retention">
          <RetentionTab mayEdit={mayEdit} />
        </Tabs.Panel>
        {shown.includes('people') && (
          <Tabs.Panel value="people">
            <PeopleTab />
          </Tabs.Panel>
        )}
        <Tabs.Panel value="demographics">
          <DemographicsTab mayEdit={mayEdit} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
